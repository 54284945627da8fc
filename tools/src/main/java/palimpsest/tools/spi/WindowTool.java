package palimpsest.tools.spi;

/** A tool over the conversation's documents, notes, memories and window: what it tells stands there, and is cited from there. */
public interface WindowTool extends ContextTool {

    @Override
    default boolean isSource() {
        return false;
    }
}
