package palimpsest.runtime.server;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.conversation.CallerTurnStore;
import palimpsest.memory.conversation.PostgresCallerTurnStore;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.api.openai.CallerEmbeddings;
import palimpsest.runtime.caller.CallerPlaces;
import palimpsest.runtime.caller.CallerReplies;
import palimpsest.runtime.caller.CallerTurns;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.RunControl;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.history.ConversationImport;
import palimpsest.runtime.wiring.ConfigurationMistake;
import palimpsest.runtime.wiring.PalimpsestProperties;

/** What callers that know messages only need. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OpenAiProperties.class)
public class OpenAiConfiguration {

    @Bean
    CallerTurnStore callerTurnStore(JdbcClient jdbc) {
        return new PostgresCallerTurnStore(jdbc);
    }

    @Bean
    CallerReplies callerReplies(ConversationLog log) {
        return new CallerReplies(log);
    }

    @Bean
    CallerPlaces callerPlaces(CallerTurnStore turns, CallerReplies replies, Conversations conversations, RunControl runs, ConversationLog log,
                              ConversationImport imports) {
        return new CallerPlaces(turns, replies, conversations, runs, log, imports);
    }

    @Bean
    CallerTurns callerTurns(CallerTurnStore turns, CallerPlaces places, CallerReplies replies, Conversations conversations, RunControl runs,
                            ConversationLog log, OpenAiProperties properties, Clock clock) {
        if (properties.retryWindow().isNegative()) {
            throw new ConfigurationMistake("palimpsest.openai.retry-window must not be negative; 0s turns it off.");
        }
        return new CallerTurns(turns, places, replies, conversations, runs, log,
                properties.retryWindow(), clock);
    }

    @Bean
    CallerEmbeddings callerEmbeddings(Embedder embedder, Tokenizer documentTokenizer, PalimpsestProperties properties) {
        return new CallerEmbeddings(properties.embedding().enabled() ? embedder : null, documentTokenizer::count);
    }
}
