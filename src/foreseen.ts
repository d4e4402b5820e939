/**
 * What can go wrong without a fault in the program. The message is all there is to tell: a line that says what is wrong
 * and what to do. A command line prints it and ends with code 2.
 */
export class Foreseen extends Error {}
