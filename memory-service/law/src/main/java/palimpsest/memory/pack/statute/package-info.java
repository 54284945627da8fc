/** Makes a pack out of statutes as people have them: Markdown, plain text, Akoma Ntoso. */
package palimpsest.memory.pack.statute;
