package palimpsest.agent;

/** Told what happens on the way to an answer, in order, on a thread of the engine. */
public interface AgentListener {

    /** One who hears nothing. */
    AgentListener NONE = new AgentListener() {};

    /** A piece of a message or of the answer, while the model writes it; nothing where the model can't stream. */
    default void words(String text) {}

    /** A tool answered. */
    default void toolCalled(ToolCall call) {}

    /**
     * A call of a tool.
     *
     * @param arguments as the model wrote them, a JSON object
     * @param result    a JSON object, as the model reads it
     */
    record ToolCall(String id, String tool, String arguments, String result, boolean failed) {}
}
