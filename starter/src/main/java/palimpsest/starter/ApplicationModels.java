package palimpsest.starter;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import palimpsest.runtime.model.AgentModel;

/**
 * The application's models. A model and the one that streams for it are one: the same bean, beans whose names differ by {@code streaming}
 * only ({@code openAiChatModel}, {@code openAiStreamingChatModel}), or the only ones of their kinds.
 */
record ApplicationModels(Map<String, ChatModel> models, Map<String, StreamingChatModel> streaming) {

    private static final int USUAL_WINDOW = 32_000;
    private static final int USUAL_OUTPUT = 4_096;

    /** Each under its bean name; a pair under the name of the one that does not stream. */
    List<AgentModel> all() {
        var all = new ArrayList<AgentModel>();
        var alone = new LinkedHashMap<>(streaming);
        models.forEach((name, model) -> {
            String streams = streamingFor(name);
            alone.remove(streams);
            all.add(streams == null ? AgentModel.of(name, model, USUAL_WINDOW, USUAL_OUTPUT)
                    : AgentModel.of(name, model, streaming.get(streams), USUAL_WINDOW, USUAL_OUTPUT));
        });
        alone.forEach((name, model) -> all.add(AgentModel.of(name, model, USUAL_WINDOW, USUAL_OUTPUT)));
        return all;
    }

    private String streamingFor(String name) {
        if (models.size() == 1 && streaming.size() == 1) {
            return streaming.keySet().iterator().next();
        }
        return streaming.containsKey(name) ? name : streaming.keySet().stream().filter(other -> plain(other).equals(plain(name))).findFirst().orElse(null);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("streaming", "");
    }
}
