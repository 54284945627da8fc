package sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.ClassUtils;
import palimpsest.agent.AgentAnswer;
import palimpsest.agent.PalimpsestAgent;
import palimpsest.memory.meta.MetaMemory;
import palimpsest.memory.meta.MetaMemorySelection;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.memory.testing.TestServer;
import palimpsest.starter.RuntimeContext;

/** The sample as its user runs it: own model, own tool, own database, no web. */
class HarborApplicationIT {

    private static final ScriptedChatModel MODEL = new ScriptedChatModel();
    private static ConfigurableApplicationContext application;

    /** What the application declares besides: its model, its database, and a service in place of ours. */
    @Configuration(proxyBeanMethods = false)
    static class Own {

        static final AtomicInteger ASKED_FOR_RULES = new AtomicInteger();

        @Bean
        ChatModel chatModel() {
            return MODEL;
        }

        @Bean
        StreamingChatModel streamingChatModel() {
            return new ScriptedStreamingChatModel(MODEL);
        }

        @Bean(destroyMethod = "")
        DataSource dataSource() {
            return TestDatabase.shared().dataSource();
        }

        @Bean
        JdbcClient jdbc(DataSource dataSource) {
            return JdbcClient.create(dataSource);
        }

        @Bean
        MetaMemory rules() {
            return (tenant, question) -> {
                ASKED_FOR_RULES.incrementAndGet();
                return MetaMemorySelection.NONE;
            };
        }

        @Bean
        PalimpsestAgent night(PalimpsestAgent.Builder builder) {
            return builder.name("night-watch").window(8000).build();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        application = new SpringApplicationBuilder(HarborApplication.class, Own.class).run("--palimpsest.embedding.enabled=false",
                "--palimpsest.agent.meta-memory=true", "--harbor.documents=" + new ClassPathResource("harbor").getFile());
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void an_interface_asks_an_agent_that_uses_the_applications_model_and_tool() {
        AgentAnswer answer = application.getBean(HarborMaster.class).answer("Anna", "Who is the harbor master, and how high is the tide?");

        assertThat(answer.text()).isEqualTo("The harbor master is Wilma Krull. The tide is 2.5 m.");
        assertThat(answer.citations()).satisfiesExactly(citation -> {
            assertThat(citation.document()).endsWith("rules.md");
            assertThat(citation.quote()).contains("Wilma Krull");
        }, citation -> {
            assertThat(citation.tool()).isEqualTo("tide");
            assertThat(citation.quote()).isEqualTo("2.5");
        });
        assertThat(answer.result().model()).isEqualTo("chatModel");
        assertThat(MODEL.requests).filteredOn(request -> request.toString().contains("how high is the tide?"))
                .allSatisfy(request -> assertThat(request.messages().getFirst().toString()).contains("You answer ships' crews.")).isNotEmpty();
        assertThat(application.getBean(HarborMaster.class).answer("Anna", "Once more?").conversationId()).isEqualTo(answer.conversationId());
        assertThat(application.getBean(HarborMaster.class).answer("Berta", "And now?").conversationId()).isNotEqualTo(answer.conversationId());
    }

    @Test
    void a_template_is_filled_in_and_its_result_names_sources() {
        var result = application.getBean(HarborMaster.class).mayEnter(4.5, "the north quay");

        assertThat(result.content()).contains("2.5 m");
        assertThat(result.toolExecutions()).extracting(execution -> execution.request().name()).containsExactly("loadDocument", "tide");
        assertThat(result.sources()).extracting(source -> source.textSegment().metadata().getString("kind")).containsExactly("document", "tool");
        assertThat(result.sources().getFirst().textSegment().metadata().getString("document")).endsWith("rules.md");
        assertThat(MODEL.requests.toString()).contains("May a ship that draws 4.5 meters come in at the north quay?");
    }

    @Test
    void an_agent_is_built_and_a_declared_service_takes_the_place_of_ours() {
        PalimpsestAgent night = application.getBean(PalimpsestAgent.class);
        night.read("watch.txt", "The harbor master is Wilma Krull. She sleeps at night.");
        int before = Own.ASKED_FOR_RULES.get();

        assertThat(night.ask("Who is it?").found()).isTrue();
        assertThat(night.name()).isEqualTo("night-watch");
        assertThat(Own.ASKED_FOR_RULES.get()).isEqualTo(before + 1);
        assertThat(application.getBean(RuntimeContext.class).get(MetaMemory.class)).isSameAs(application.getBean(MetaMemory.class));
    }

    @Test
    void an_answer_is_read_along_where_the_applications_model_streams() {
        PalimpsestAgent night = application.getBean(PalimpsestAgent.class);
        night.read("watch.txt", "The harbor master is Wilma Krull. She sleeps at night.");
        var words = new ArrayList<String>();

        AgentAnswer answer = night.ask("Dora", "Who is it?", words::add);

        assertThat(String.join("", words)).isEqualTo(answer.text());
        assertThat(words).hasSizeGreaterThan(2);
        assertThat(answer.result().model()).isEqualTo("chatModel");
    }

    @Test
    void tables_stand_in_a_schema_of_their_own_and_the_applications_connections_do_not_see_them() {
        application.getBean(HarborMaster.class).answer("Cilla", "Who is it?");
        JdbcClient jdbc = application.getBean(JdbcClient.class);

        assertThat(jdbc.sql("select count(*) from palimpsest.conversation").query(Integer.class).single()).isPositive();
        // the test database has tables of the same names in its first schema: they stand for the application's
        assertThat(jdbc.sql("select count(*) from public.conversation").query(Integer.class).single()).isZero();
        // the embedded engine has one session for all its connections
        Assumptions.assumeTrue(TestServer.configured().isPresent(), "PALIMPSEST_TEST_DATABASE_URL names no server");
        assertThat(jdbc.sql("show search_path").query(String.class).single()).doesNotContain("palimpsest");
    }

    @Test
    void no_web_part_is_on_the_class_path() {
        for (String web : List.of("org.springframework.web.servlet.DispatcherServlet", "org.apache.catalina.startup.Tomcat", "org.springdoc.core.configuration.SpringDocConfiguration")) {
            assertThat(ClassUtils.isPresent(web, getClass().getClassLoader())).as(web).isFalse();
        }
    }
}
