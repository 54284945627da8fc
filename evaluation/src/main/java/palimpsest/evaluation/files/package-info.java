/** Files that data for measuring is read from. */
package palimpsest.evaluation.files;
