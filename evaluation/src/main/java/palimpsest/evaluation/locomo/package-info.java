/** Reads conversations with labelled questions in the format of LoCoMo (arXiv 2402.17753): data to measure and to fit on. */
package palimpsest.evaluation.locomo;
