package palimpsest.runtime.loop;

import dev.langchain4j.model.chat.ChatModel;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.model.ModelPrice;

/**
 * A model that may be asked for a step.
 *
 * @param tokenizer       counts its requests
 * @param window          tokens of request and answer together
 * @param maxOutputTokens of them kept for the answer
 */
public record StepModel(String name, ChatModel model, Tokenizer tokenizer, int window, int maxOutputTokens, ModelPrice price) {}
