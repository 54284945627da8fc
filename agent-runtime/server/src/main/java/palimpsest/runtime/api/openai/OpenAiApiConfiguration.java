package palimpsest.runtime.api.openai;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.caller.CallerTurns;
import tools.jackson.databind.json.JsonMapper;

/** The API that OpenAI's clients speak; only where the application serves HTTP. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@Import({ChatCompletionController.class, ResponseController.class, ModelController.class, EmbeddingController.class})
public class OpenAiApiConfiguration {

    @Bean
    OpenAiResponder openAiResponder(CallerTurns turns, Agents agents, Tenancy tenancy, JsonMapper json) {
        return new OpenAiResponder(turns, agents, tenancy, json);
    }

    @Bean
    OpenAiErrors openAiErrors(JsonMapper json) {
        return new OpenAiErrors(json);
    }
}
