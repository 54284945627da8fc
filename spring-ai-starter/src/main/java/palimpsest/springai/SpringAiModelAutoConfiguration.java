package palimpsest.springai;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import palimpsest.runtime.model.AgentModel;

/** Agents ask the application's only model of Spring AI, where it has none of LangChain4j's. After all that could declare one. */
@AutoConfiguration
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnBooleanProperty(name = {"palimpsest.enabled", "palimpsest.spring-ai.enabled"}, matchIfMissing = true)
@ConditionalOnSingleCandidate(ChatModel.class)
public class SpringAiModelAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean({dev.langchain4j.model.chat.ChatModel.class, dev.langchain4j.model.chat.StreamingChatModel.class, AgentModel.class})
    SpringAiChatModel springAiModel(ChatModel model) {
        return new SpringAiChatModel(model);
    }

    @Bean
    @ConditionalOnBean(SpringAiChatModel.class)
    SpringAiStreamingChatModel springAiStreamingModel(ChatModel model) {
        return new SpringAiStreamingChatModel(model);
    }
}
