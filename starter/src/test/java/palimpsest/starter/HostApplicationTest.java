package palimpsest.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import palimpsest.runtime.model.AgentModel;

/** What follows from an application's beans; none of them is called. */
class HostApplicationTest {

    private static final BeanDefinitionCustomizer PRIMARY = definition -> definition.setPrimary(true);

    private static HostApplication of(Consumer<GenericApplicationContext> beans) {
        var context = new GenericApplicationContext();
        context.registerBean("dataSource", DataSource.class, () -> new DriverManagerDataSource());
        beans.accept(context);
        context.refresh();
        return HostApplication.of(context);
    }

    private static Object defaultModel(Consumer<GenericApplicationContext> beans) {
        HostApplication host = of(beans);
        assertThat(host.mistakes()).isEmpty();
        return host.derived().get("palimpsest.default-model");
    }

    private static ChatModel model() {
        return new ChatModel() { };
    }

    @Test
    void the_default_model_is_the_only_one_or_the_primary_one() {
        assertThat(defaultModel(context -> context.registerBean("only", ChatModel.class, HostApplicationTest::model))).isEqualTo("only");
        assertThat(defaultModel(context -> {
            context.registerBean("first", ChatModel.class, HostApplicationTest::model);
            context.registerBean("second", ChatModel.class, HostApplicationTest::model, PRIMARY);
        })).isEqualTo("second");
        assertThat(defaultModel(context -> {
            context.registerBean("first", ChatModel.class, HostApplicationTest::model);
            context.registerBean("second", ChatModel.class, HostApplicationTest::model);
        })).as("none stands out").isNull();
        assertThat(defaultModel(context -> {
            context.registerBean("first", StreamingChatModel.class, () -> new StreamingChatModel() { });
            context.registerBean("second", StreamingChatModel.class, () -> new StreamingChatModel() { }, PRIMARY);
        })).isEqualTo("second");
    }

    @Test
    void an_agent_model_stands_in_place_of_the_chat_model_that_it_is_made_of() {
        assertThat(defaultModel(context -> {
            context.registerBean("plain", ChatModel.class, HostApplicationTest::model);
            context.registerBean("wide", AgentModel.class, () -> AgentModel.of("wide", context.getBean(ChatModel.class), 128_000, 8_000));
        })).isEqualTo("wide");
    }
}
