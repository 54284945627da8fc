package palimpsest.runtime.wiring;

import java.util.function.Function;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.ModelCatalog;

/** The tokenizer that counts a model's requests: its own, or else the documents'. */
record ModelTokenizers(Function<AgentModel, Tokenizer> byModel, ModelCatalog models) {

    Tokenizer of(AgentModel model) {
        return byModel.apply(model);
    }

    Tokenizer of(String name) {
        // A history from elsewhere may name a model that is none here.
        return of(models.names().contains(name) ? models.get(name) : models.defaultModel());
    }
}
