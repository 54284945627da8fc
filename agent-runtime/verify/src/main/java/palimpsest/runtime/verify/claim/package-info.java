/** What a text claims that can be looked up: quotes, quantities, dates, times and names, and where a source says the same. */
package palimpsest.runtime.verify.claim;
