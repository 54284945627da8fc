package palimpsest.runtime.wiring;

import java.io.UncheckedIOException;
import java.util.function.Function;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.Tokenizers;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;

/** The tokenizer that counts a model's requests: its own, or else the documents'. */
record ModelTokenizers(Function<AgentModel, Tokenizer> byModel, Tokenizer usual, ModelCatalog models) {

    /** @param property names what the id was read from, for the message of a mistake */
    static Tokenizer byId(String id, String property) {
        try {
            return Tokenizers.byId(id);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new ConfigurationMistake(property + ": " + e.getMessage());
        }
    }

    Tokenizer of(AgentModel model) {
        return byModel.apply(model);
    }

    Tokenizer of(String name) {
        // A model that was connected has no tokenizer of its own, and a history from elsewhere may name one that is none here.
        return models.names().contains(name) ? of(models.get(name)) : usual;
    }
}
