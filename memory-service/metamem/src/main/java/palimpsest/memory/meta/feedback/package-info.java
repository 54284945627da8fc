/** What people and verifiers said of answers; where the right answer is known it is a case to learn from. */
package palimpsest.memory.meta.feedback;
