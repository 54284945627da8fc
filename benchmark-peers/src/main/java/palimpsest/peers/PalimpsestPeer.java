package palimpsest.peers;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.model.chat.ChatModel;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import palimpsest.agent.PalimpsestAgent;

/** This product: the starter in an application with a model, a tool and a database. */
final class PalimpsestPeer implements Peer {

    /** What no other peer does. */
    private static final Map<String, Object> WITHOUT_FEATURES = Map.of("palimpsest.memory.enabled", false, "palimpsest.agent.meta-memory", false,
            "palimpsest.verify.verifier", "none", "palimpsest.search.reranker", "none");

    private final ConfigurableApplicationContext application;
    private final PalimpsestAgent agent;

    /** As it comes. */
    static PalimpsestPeer withAll(Settings settings) {
        return new PalimpsestPeer(settings, Map.of());
    }

    /** Without memory, learned rules, checks of answers and reranking: what is left is a durable agent in a managed window. */
    static PalimpsestPeer withoutFeatures(Settings settings) {
        return new PalimpsestPeer(settings, WITHOUT_FEATURES);
    }

    private PalimpsestPeer(Settings settings, Map<String, Object> others) {
        var builder = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE);
        Map<String, Object> properties = Map.of("peer.provider", settings.provider(), "spring.main.banner-mode", "off",
                "logging.level.root", "WARN", "spring.datasource.url", settings.database());
        application = builder.properties(properties).properties(others).run();
        agent = application.getBean(PalimpsestAgent.class);
    }

    /** What a user writes. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        ChatModel chatModel(@Value("${peer.provider}") String provider) {
            return LangChain4jPeer.model(provider);
        }

        @Bean
        TideTable tideTable() {
            return new TideTable();
        }
    }

    static final class TideTable {
        @Tool(Tide.DESCRIPTION)
        public String tide(@P("the place") String place) {
            return Tide.at(place);
        }
    }

    @Override
    public String ask(int conversation, String question) {
        return agent.ask("conversation-" + conversation, question).text();
    }

    @Override
    public void close() {
        application.close();
    }
}
