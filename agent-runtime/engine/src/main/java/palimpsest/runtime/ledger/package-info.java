/** What was done to a conversation's context, by whom and why, and how it is undone. */
package palimpsest.runtime.ledger;
