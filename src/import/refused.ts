import { Foreseen } from "../foreseen.ts";

/** The run cannot begin as it was asked for; the message says what is wrong and what to do, in one line. */
export class ImportRefused extends Foreseen {}
