package palimpsest.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.zaxxer.hikari.HikariDataSource;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.TokenStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.agent.AgentAnswer;
import palimpsest.agent.AgentException;
import palimpsest.agent.PalimpsestAgent;
import palimpsest.agent.PalimpsestAiService;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.memory.testing.TestServer;
import palimpsest.runtime.conversation.ConversationDocuments;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.conversation.Conversations;

/** The engine in an application with a small pool, method security and tenants: what its threads hold, who its tools think asks, and how it stops. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class EmbeddedEngineIT {

    private static final int POOL = 10;
    private static final int CALLERS = 50;

    private static final CountedTransactions TRANSACTIONS = new CountedTransactions(TestDatabase.shared().jdbcUrl());
    private static ConfigurableApplicationContext application;

    /** Asks for the tool that the question names, then answers with what it gave. */
    static class Scripted implements ChatModel {

        static final String BLOCK = "block";
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        @Override
        public ChatResponse doChat(ChatRequest request) {
            String question = request.messages().stream().filter(UserMessage.class::isInstance).map(message -> ((UserMessage) message).singleText())
                    .reduce((first, last) -> last).orElse("");
            var last = request.messages().getLast();
            if (question.contains(BLOCK)) {
                entered.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
            if (last instanceof ToolExecutionResultMessage result) {
                // The window's own numbers of messages are no part of what the tool told.
                String told = result.text().replaceAll(",\\s*\"msg_id[^,}]*", "");
                return call("finish", "{\"answer\": \"It said: " + told.replaceAll("[\"\\\\{}]", "") + "\"}");
            }
            for (String tool : List.of("who", "master", "sink", "visits")) {
                if (question.contains("use " + tool)) {
                    return call(tool, "{\"ship\": \"Anna\"}");
                }
            }
            return call("finish", "{\"answer\": \"Nothing to do.\"}");
        }

        private static ChatResponse call(String tool, String arguments) {
            return ChatResponse.builder().aiMessage(AiMessage.from(ToolExecutionRequest.builder().id("c" + UUID.randomUUID()).name(tool).arguments(arguments).build()))
                    .tokenUsage(new TokenUsage(100, 10)).build();
        }
    }

    /** Tools of the application. */
    static class Harbor {

        @Tool("Who asks?")
        public String who(@P("ship") String ship) {
            var known = SecurityContextHolder.getContext().getAuthentication();
            return (known == null ? "nobody" : known.getName()) + " in " + LocaleContextHolder.getLocale().getLanguage();
        }

        @Tool("For harbor masters.")
        @PreAuthorize("hasRole('MASTER')")
        public String master(@P("ship") String ship) {
            return "the keys";
        }

        @Tool("Fails.")
        public String sink(@P("ship") String ship) {
            throw new IllegalStateException("harbor closed");
        }
    }

    @PalimpsestAiService(name = "pilot")
    interface Pilot {
        Result<String> result(@MemoryId String id, String question);

        TokenStream stream(@MemoryId String id, String question);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @AutoConfigurationPackage(basePackageClasses = EmbeddedEngineIT.class)
    @EnableMethodSecurity
    static class Host {

        @Bean
        Scripted model() {
            return new Scripted();
        }

        @Bean
        Harbor harbor() {
            return new Harbor();
        }

        @Bean
        static BeanPostProcessor counting() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessBeforeInitialization(Object bean, String name) {
                    if (bean instanceof HikariDataSource hikari) {
                        hikari.setDataSource(TRANSACTIONS.dataSource());
                    }
                    return bean;
                }
            };
        }

        @Bean
        Tenancy tenancy() {
            return new AuthenticatedTenancy(known -> "tenant-of-" + known.getName());
        }
    }

    @BeforeAll
    static void start() {
        application = host();
    }

    private static ConfigurableApplicationContext host() {
        return new SpringApplicationBuilder(Host.class).web(WebApplicationType.NONE).run("--spring.datasource.url=" + TestDatabase.shared().jdbcUrl(),
                "--spring.datasource.hikari.maximum-pool-size=" + POOL, "--spring.datasource.hikari.connection-timeout=20000", "--palimpsest.embedding.enabled=false",
                "--spring.main.banner-mode=off");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @AfterEach
    void nobody() {
        SecurityContextHolder.clearContext();
        LocaleContextHolder.resetLocaleContext();
    }

    private static void signIn(String name, String... roles) {
        SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken(name, "", roles));
    }

    private static String unique(String name) {
        return name + "-" + UUID.randomUUID();
    }

    private static PalimpsestAgent agent() {
        return application.getBean(PalimpsestAgent.class);
    }

    // --- connections

    @Test
    void fifty_callers_that_hold_a_connection_each_on_a_pool_of_ten_all_get_answers() throws Exception {
        Assumptions.assumeTrue(TestServer.configured().isPresent(), "PALIMPSEST_TEST_DATABASE_URL names no server; the embedded database has one session, and so one transaction at a time");
        var transaction = new TransactionTemplate(application.getBean(org.springframework.transaction.PlatformTransactionManager.class));
        var jdbc = JdbcClient.create(application.getBean(DataSource.class));
        signIn(unique("crowd"));
        agent().ask("warm up");
        var context = SecurityContextHolder.getContext();
        var answers = new ArrayList<Future<String>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < CALLERS; caller++) {
                String id = "caller-" + caller;
                answers.add(threads.submit(() -> {
                    SecurityContextHolder.setContext(context);
                    return transaction.execute(status -> {
                        jdbc.sql("select 1").query(Integer.class).single();
                        return agent().ask(id, "use who").text();
                    });
                }));
            }
        }
        for (Future<String> answer : answers) {
            assertThat(answer.get()).contains("It said");
        }
    }

    @Test
    void the_engines_pool_is_small_its_own_and_searches_its_schema_while_the_hosts_does_not() {
        var hosts = application.getBean(HikariDataSource.class);
        var engines = application.getBean(RuntimeContext.class).get(DataSource.class);

        assertThat(hosts.getMaximumPoolSize()).isEqualTo(POOL);
        assertThat(engines).isNotSameAs(hosts);
        assertThat(JdbcClient.create(engines).sql("show search_path").query(String.class).single()).startsWith("palimpsest");
    }

    /** One that records the question, one that recalls, five appends of the run, one to verify its answer, one for what follows it, two into memory. */
    @Test
    void a_question_of_two_model_calls_takes_at_most_twelve_transactions() {
        int questions = 20;
        signIn(unique("nora"), "ROLE_MASTER");
        UUID conversation = agent().ask("log", "use master").conversationId();
        settled(conversation);
        int before = TRANSACTIONS.count();
        for (int i = 0; i < questions; i++) {
            agent().ask("log", "use master, for the " + i + ". time");
        }
        settled(conversation);

        assertThat(TRANSACTIONS.count() - before).isBetween(questions * 8, questions * 12);
    }

    /** All that was answered is in memory: what follows a question is done. */
    private static void settled(UUID conversation) {
        var jdbc = JdbcClient.create(TestDatabase.shared().dataSource());
        await().atMost(Duration.ofMinutes(1)).until(() -> jdbc.sql("""
                select not exists (select from palimpsest.conversation c join palimpsest.event e on e.conversation_id = c.id and e.type = 'RunFinished'
                    left join palimpsest.memory_cursor m on m.tenant = c.tenant and m.conversation = c.id::text
                    where c.id = ? and e.seq > coalesce(m.seq, 0))""").param(conversation).query(Boolean.class).single());
    }

    // --- who asks

    @Test
    void a_tool_is_called_as_the_one_who_asks_and_in_their_language() {
        signIn(unique("alice"));
        LocaleContextHolder.setLocale(Locale.JAPAN);

        assertThat(agent().ask("please use who").text()).contains("alice-").contains("in ja");
    }

    @Test
    void a_method_for_some_lets_in_who_may_and_nobody_else() {
        signIn(unique("bob"), "ROLE_MASTER");
        assertThat(agent().ask("please use master").text()).contains("the keys");

        signIn(unique("carl"), "ROLE_SAILOR");
        assertThat(agent().ask("please use master").text()).doesNotContain("the keys").containsIgnoringCase("denied");
    }

    @Test
    void on_a_thread_without_a_caller_nothing_is_asked_and_nobodys_rows_are_seen() {
        signIn(unique("dora"));
        UUID conversation = agent().ask("log", "hello").conversationId();
        SecurityContextHolder.clearContext();

        assertThatThrownBy(() -> agent().ask("log", "hello again")).isInstanceOf(IllegalStateException.class).hasMessageContaining("Nobody is signed in");
        var jdbc = JdbcClient.create(application.getBean(RuntimeContext.class).get(DataSource.class));
        assertThat(jdbc.sql("select count(*) from conversation where id = ?").param(conversation).query(Integer.class).single()).isZero();
    }

    @Test
    void two_who_ask_under_one_memory_id_have_conversations_of_their_own() {
        signIn(unique("eve"));
        UUID first = agent().conversation("log");
        signIn(unique("finn"));

        assertThat(agent().conversation("log")).isNotEqualTo(first);
    }

    // --- what comes back

    @Test
    void a_result_tells_tokens_the_reason_of_its_end_and_the_tools_that_were_called() {
        signIn(unique("gina"));
        Result<String> result = application.getBean(Pilot.class).result("r", "use who");

        assertThat(result.tokenUsage()).isEqualTo(new TokenUsage(200, 20));
        assertThat(result.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(result.toolExecutions()).extracting(execution -> execution.request().name()).containsExactly("who");
    }

    @Test
    void a_token_stream_tells_tools_and_the_whole_answer() throws Exception {
        signIn(unique("hans"));
        var complete = new CompletableFuture<ChatResponse>();
        var tools = new ArrayList<String>();
        application.getBean(Pilot.class).stream("s", "use who").onPartialResponse(words -> { }).onToolExecuted(execution -> tools.add(execution.request().name()))
                .onCompleteResponse(complete::complete).onError(complete::completeExceptionally).start();

        assertThat(complete.get(1, TimeUnit.MINUTES).aiMessage().text()).contains("hans-");
        assertThat(tools).containsExactly("who");
    }

    @Test
    void a_tool_that_fails_is_told_to_the_model_by_its_message_and_to_the_log_in_full() {
        var appender = new ListAppender<ILoggingEvent>();
        appender.start();
        var logger = (Logger) LoggerFactory.getLogger(AnnotatedTool.class);
        logger.addAppender(appender);
        try {
            signIn(unique("ines"));
            AgentAnswer answer = agent().ask("use sink");

            assertThat(answer.text()).contains("harbor closed");
            assertThat(answer.toolCalls()).singleElement().satisfies(call -> assertThat(call.failed()).isTrue());
            assertThat(appender.list).singleElement().satisfies(line -> {
                assertThat(line.getFormattedMessage()).contains("sink").contains(answer.conversationId().toString());
                assertThat(line.getThrowableProxy().getMessage()).isEqualTo("harbor closed");
            });
        } finally {
            logger.detachAppender(appender);
        }
    }

    @Test
    void a_text_read_anew_takes_the_place_of_the_older_one_also_in_a_conversation_that_goes_on() {
        signIn(unique("jana"));
        PalimpsestAgent night = application.getBean(PalimpsestAgent.Builder.class).name("night").build();
        night.read("watch.txt", "The watch ends at four.");
        UUID conversation = night.ask("j", "hello").conversationId();
        night.read("watch.txt", "The watch ends at five.");
        night.read("watch.txt", "The watch ends at five.");
        night.ask("j", "hello");

        var conversations = application.getBean(RuntimeContext.class).get(Conversations.class);
        String tenant = application.getBean(Tenancy.class).current();
        var attached = application.getBean(RuntimeContext.class).get(ConversationDocuments.class).of(tenant, conversations.state(tenant, conversation));
        assertThat(attached).singleElement().satisfies(document -> assertThat(document.characters()).isEqualTo("The watch ends at five.".length()));
    }

    // --- the end

    @Test
    void who_waits_while_the_application_stops_is_told_at_once_that_the_run_goes_on() throws Exception {
        var other = host();
        var model = other.getBean(Scripted.class);
        String name = unique("kai");
        var told = new CompletableFuture<Throwable>();
        Thread.ofVirtual().start(() -> {
            signIn(name);
            told.complete(catchThrowable(() -> other.getBean(PalimpsestAgent.class).ask("k", "please " + Scripted.BLOCK)));
        });
        model.entered.await();
        var stopping = Thread.ofPlatform().start(other::close);
        // The model is still asked: nobody releases it before the caller was told.
        Throwable thrown = told.get(1, TimeUnit.MINUTES);
        model.release.countDown();
        stopping.join();

        assertThat(thrown).isInstanceOfSatisfying(AgentException.class, stopped -> {
            assertThat(stopped.kind()).isEqualTo(AgentException.Kind.STOPPED);
            assertThat(stopped.conversationId()).isNotNull();
            assertThat(stopped.retryable()).isTrue();
        });
    }
}
