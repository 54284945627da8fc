package palimpsest.runtime.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.util.Objects;

/**
 * A model that agents can be given.
 *
 * @param name            what agents call it
 * @param provider        {@code openai}, {@code anthropic}, {@code ollama} or {@code extractive}
 * @param languageModel   false for what is announced as no language model
 * @param description     one sentence for users
 * @param window          the most tokens of request and answer together
 * @param maxOutputTokens the most tokens of one answer
 * @param tokenizer       the id of the tokenizer that counts for it, or null for the runtime's own
 * @param chatModel       the model; its calls fail with {@link ModelFailure} and are safe from several threads
 */
public record AgentModel(String name, String provider, boolean languageModel, String description, int window,
                         int maxOutputTokens, String tokenizer, ChatModel chatModel) {

    /**
     * A language model that an application built itself.
     *
     * @param window          the most tokens of request and answer together
     * @param maxOutputTokens the most tokens of one answer
     */
    public static AgentModel of(String name, ChatModel model, int window, int maxOutputTokens) {
        return of(name, new ApplicationChatModel(name, model, null), window, maxOutputTokens);
    }

    /** The same with the model as one that streams, which is asked whenever somebody reads along. */
    public static AgentModel of(String name, ChatModel model, StreamingChatModel streaming, int window, int maxOutputTokens) {
        return of(name, new ApplicationChatModel(name, model, Objects.requireNonNull(streaming, "streaming")), window, maxOutputTokens);
    }

    /** The same with a model that only streams. */
    public static AgentModel of(String name, StreamingChatModel streaming, int window, int maxOutputTokens) {
        return of(name, new ApplicationChatModel(name, null, Objects.requireNonNull(streaming, "streaming")), window, maxOutputTokens);
    }

    private static AgentModel of(String name, ApplicationChatModel model, int window, int maxOutputTokens) {
        return new AgentModel(name, "application", true, "The application's own model " + name + ".", window, maxOutputTokens, null,
                new ConformingModel(model));
    }

    public AgentModel {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(chatModel, "chatModel");
    }
}
