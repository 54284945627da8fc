package palimpsest.agent;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import palimpsest.memory.document.Document;

/**
 * An agent that answers over documents and manages its own window. Safe for use by several threads; each conversation takes one question
 * at a time.
 */
public interface PalimpsestAgent {

    /**
     * Asks in a conversation of its own.
     *
     * @throws AgentException when there is no answer
     */
    AgentAnswer ask(String question);

    /**
     * Asks in the conversation of {@code memoryId}, which is made at the first question and goes on after a restart.
     *
     * @param memoryId names the conversation by its {@code toString}: a user's name, a ticket's number
     * @throws AgentException                                       when there is no answer
     * @throws palimpsest.runtime.conversation.RequestRefused when the last question of that conversation is still being worked on
     */
    AgentAnswer ask(Object memoryId, String question);

    /**
     * The same, read along.
     *
     * @param words told, on the calling thread, the text of messages and the answer while the model writes them, piece by piece; nothing
     *              where the model can't stream or another process works on the run. What counts is the answer that is returned:
     *              checks may have changed it, and of a message that the model began anew no more is told
     */
    AgentAnswer ask(Object memoryId, String question, Consumer<String> words);

    /**
     * The same without waiting.
     *
     * @param listener told what happens meanwhile, on a thread of the engine
     * @return the answer, or what {@code ask} would throw; cancelling it stops nothing: the run goes on
     */
    CompletableFuture<AgentAnswer> start(Object memoryId, String question, AgentListener listener);

    /**
     * Reads files and folders into the agent's documents: every conversation that begins from now on has them, and those that go on
     * get them with their next question. Unchanged files are not read again; the newest version of a changed one takes the place of the older.
     *
     * @return what is new or unchanged, in order; files that can't be read are left out and logged
     */
    List<Document> read(Collection<Path> paths);

    /** Reads one text. {@code name} is what the agent and its citations call it. */
    Document read(String name, String text);

    /** The conversation of a memory id, for {@code Conversations} and the HTTP API. */
    UUID conversation(Object memoryId);

    String name();

    /** How an agent is told to be. What is left out is as the configuration says. */
    interface Builder {

        /** Names the agent in the database; one name is one agent, also over restarts. {@code default} when not set. */
        Builder name(String name);

        /** A model of the configuration, or the name of a {@code ChatModel} bean. */
        Builder model(String model);

        /** Tokens that no request exceeds, 2000 at least. */
        Builder window(int tokens);

        /** Steps after which a run ends with what was found. */
        Builder maxSteps(int steps);

        /** Stands after the product's own system prompt, which tells the model how to work with its window. */
        Builder systemMessage(String text);

        /** Read when the agent is built. */
        Builder documents(Path... paths);

        /** Notes under {@code user/} belong to this user in all of the user's conversations. */
        Builder user(String userId);

        PalimpsestAgent build();
    }
}
