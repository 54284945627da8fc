/** The state of a conversation from its last checkpoint and the events since. */
package palimpsest.runtime.checkpoint;
