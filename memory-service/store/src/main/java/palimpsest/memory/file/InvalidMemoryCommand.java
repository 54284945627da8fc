package palimpsest.memory.file;

/** A command can't be understood or carried out. The message is the reply. */
public final class InvalidMemoryCommand extends RuntimeException {

    public InvalidMemoryCommand(String message) {
        super(message);
    }
}
