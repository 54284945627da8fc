package palimpsest.memory.conversation;

/** An agent of that name exists. */
public final class DuplicateAgentException extends RuntimeException {

    public DuplicateAgentException(String name) {
        super("An agent named " + name + " exists already: choose another name");
    }
}
