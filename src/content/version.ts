/** Raised whenever a file may come to another article than before; what is stored is then derived anew. */
export const PIPELINE_VERSION = 3;
