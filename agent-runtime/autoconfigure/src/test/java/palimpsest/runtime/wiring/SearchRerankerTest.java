package palimpsest.runtime.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import palimpsest.memory.retrieve.RemoteReranker;
import palimpsest.memory.retrieve.Reranker;

/** What the configuration makes of reranking. */
class SearchRerankerTest {

    private static final AtomicInteger CLOSED = new AtomicInteger();

    private static final class Closeable implements Reranker, AutoCloseable {
        @Override
        public double[] score(String query, List<Candidate> candidates) {
            return new double[candidates.size()];
        }

        @Override
        public void close() {
            CLOSED.incrementAndGet();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({PalimpsestProperties.class, RerankerProperties.class})
    static class Wiring {

        @Bean
        SearchReranker searchReranker(ObjectProvider<Reranker> bean, PalimpsestProperties properties, RerankerProperties reranking) {
            return new RetrievalConfiguration().searchReranker(bean, properties, reranking);
        }
    }

    private final ApplicationContextRunner bare = new ApplicationContextRunner().withUserConfiguration(Wiring.class);
    private final ApplicationContextRunner runner = bare.withBean("own", Reranker.class, Closeable::new);

    private static Reranker used(ApplicationContext context) {
        return context.getBean(SearchReranker.class).used();
    }

    @Test
    void is_on_by_default_within_a_quarter_of_a_second() {
        runner.run(context -> {
            assertThat(used(context)).isNotNull();
            assertThat(context.getBean(SearchReranker.class).deadline()).hasMillis(250);
        });
        bare.run(context -> assertThat(used(context)).isNull());
    }

    @Test
    void is_off_where_it_is_switched_off_or_search_is_by_words_alone() {
        for (String off : List.of("palimpsest.search.reranker=none", "palimpsest.embedding.enabled=false", "palimpsest.search.mode=lexical", "palimpsest.agent.profile=statelm")) {
            runner.withPropertyValues(off).run(context -> assertThat(used(context)).as(off).isNull());
        }
        runner.withPropertyValues("palimpsest.agent.profile=statelm", "palimpsest.search.reranker=qrranker").run(context -> assertThat(used(context)).isNotNull());
    }

    @Test
    void an_endpoint_takes_its_place_where_it_is_named() {
        runner.withPropertyValues("palimpsest.search.reranker=remote", "palimpsest.reranker.url=http://127.0.0.1:1/rerank", "palimpsest.reranker.dialect=tei").run(context -> {
            assertThat(context.getBean(SearchReranker.class).reranker()).isInstanceOf(RemoteReranker.class);
            assertThat(context.getBean(SearchReranker.class).deadline()).hasSeconds(2);
        });
        runner.withPropertyValues("palimpsest.search.reranker=remote").run(context -> assertThat(context.getStartupFailure()).rootCause()
                .isInstanceOf(ConfigurationMistake.class).hasMessageContaining("palimpsest.reranker.url"));
    }

    @Test
    void no_time_is_a_mistake_that_names_how_to_switch_reranking_off() {
        runner.withPropertyValues("palimpsest.reranker.deadline=0").run(context -> assertThat(context.getStartupFailure()).rootCause()
                .isInstanceOf(ConfigurationMistake.class).hasMessageContaining("palimpsest.search.reranker=none"));
    }

    @Test
    void a_bean_is_closed_once_by_whose_it_is_and_what_was_made_here_by_us() throws Exception {
        CLOSED.set(0);
        runner.run(context -> assertThat(used(context)).isNotNull());
        assertThat(CLOSED).hasValue(1);
        new SearchReranker(new Closeable(), null, true).close();
        assertThat(CLOSED).hasValue(2);
    }
}
