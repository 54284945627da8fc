/** Whether what was found bears on what was asked. */
package palimpsest.runtime.verify.relevance;
