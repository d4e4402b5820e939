/**
 * The project's folder, which holds what is read at run time beside the code (migrations, samples). Sources run from
 * src/ and what is compiled of them from dist/, which has no folders: both stand directly in the project.
 */
export const PROJECT_ROOT = new URL("../", import.meta.url);
