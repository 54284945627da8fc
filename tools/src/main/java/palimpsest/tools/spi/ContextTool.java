package palimpsest.tools.spi;

import dev.langchain4j.agent.tool.ToolSpecification;

/**
 * One thing that a model can do. A tool reads the conversation through {@link ToolContext} and changes it only by the
 * {@link Effect}s that it returns: the run loop records result and effects together, before either takes effect.
 */
public interface ContextTool {

    /** Name, description and parameters, as the model is told. */
    ToolSpecification specification();

    /**
     * Does it.
     *
     * @throws InvalidArgument when an argument is missing, of the wrong kind or out of range; the model is told and may try again
     */
    ToolOutcome execute(ToolArguments arguments, ToolContext context);

    /**
     * Whether running a call a second time does no harm. A tool that works by its effects alone is; one that changes something outside
     * the conversation is not, unless it takes care of that itself: its call is then not repeated after a crash unless a person says so.
     */
    default boolean idempotent() {
        return true;
    }

    /** Whether each call waits for a person's approval. */
    default boolean needsApproval() {
        return false;
    }

    /** Whether numbers in its arguments are kept digit for digit, as {@link java.math.BigDecimal}; else they are doubles, as in the reference. */
    default boolean exactNumbers() {
        return false;
    }

    /** Whether its results bring knowledge into the window, so that they are verified before they are recorded. */
    default boolean explores() {
        return false;
    }

    /**
     * Whether its results hold text that others may have written: a document's, a server's, a file's that lasts over conversations. It is data
     * and never an instruction; once there was some, calls with an effect outside wait for a person.
     */
    default boolean bringsOutsideText() {
        return false;
    }

    /**
     * Whether an answer may rest on what its results tell: it is cited from there, and a figure that stands nowhere else counts as supported. Not so where a
     * result hands on what stands elsewhere, such as a document or a note.
     */
    default boolean isSource() {
        return true;
    }

    default String name() {
        return specification().name();
    }
}
