/** Decides which turns of a conversation are worth remembering (SAMD, arXiv 2602.11607). */
package palimpsest.memory.gate;
