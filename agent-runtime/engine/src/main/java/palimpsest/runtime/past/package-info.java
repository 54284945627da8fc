/** What left the window, by whom and why (the ledger): found in the log by id or by words, and brought back. */
package palimpsest.runtime.past;
