/** Histories that come and go: export, import, and the repair of broken ones. */
package palimpsest.runtime.history;
