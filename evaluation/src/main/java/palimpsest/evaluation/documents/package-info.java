/** Questions over documents, recorded with what the tools told, so that the default agent can answer them again without a database. */
package palimpsest.evaluation.documents;
