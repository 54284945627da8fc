/** Learned rules on how to use memories (MetaMem, arXiv 2602.11182): the rules in force, their versions, and how they change. */
package palimpsest.memory.meta;
