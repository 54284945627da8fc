/** Agents as an application sees them: asked by a method call, declared by an interface or a builder. */
package palimpsest.agent;
