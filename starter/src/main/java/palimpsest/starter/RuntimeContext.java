package palimpsest.starter;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.StringUtils;
import palimpsest.agent.AgentServices;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.conversation.AgentDefaults;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.wiring.DatabaseConfiguration;
import palimpsest.runtime.wiring.HistoryConfiguration;
import palimpsest.runtime.wiring.MemoryConfiguration;
import palimpsest.runtime.wiring.MetaMemoryConfiguration;
import palimpsest.runtime.wiring.PackConfiguration;
import palimpsest.runtime.wiring.RetrievalConfiguration;
import palimpsest.runtime.wiring.RuntimeConfiguration;
import palimpsest.runtime.wiring.VerifyConfiguration;
import palimpsest.tools.spi.ContextTool;

/**
 * The runtime in a context of its own below the application's: its many beans meet none of the application's by name or type, and yet see
 * them, so that a service that the application declares takes the place of ours.
 */
public final class RuntimeContext implements AutoCloseable {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    RuntimeContext(ConfigurableApplicationContext application) {
        context.setParent(application);
        context.setDisplayName("palimpsest");
        context.setClassLoader(application.getClassLoader());
        boolean own = StringUtils.hasText(application.getEnvironment().getProperty("palimpsest.database.url"))
                || application.getBeanNamesForType(DataSource.class).length == 0;
        context.register(own ? DatabaseConfiguration.class : ApplicationDatabase.class, DatabaseAccess.class, RuntimeConfiguration.class,
                RetrievalConfiguration.class, MetaMemoryConfiguration.class, VerifyConfiguration.class, PackConfiguration.class, HistoryConfiguration.class,
                MemoryConfiguration.class);
        models(application.getBeanFactory());
        tools(application.getBeanFactory());
        context.refresh();
    }

    private void models(ConfigurableListableBeanFactory application) {
        List<AgentModel> models = new ApplicationModels(application.getBeansOfType(ChatModel.class), application.getBeansOfType(StreamingChatModel.class)).all();
        models.forEach(model -> context.registerBean("model " + model.name(), AgentModel.class, () -> model,
                definition -> definition.setPrimary(models.size() == 1)));
    }

    private void tools(ConfigurableListableBeanFactory application) {
        for (String name : application.getBeanDefinitionNames()) {
            Class<?> type = AutoProxyUtils.determineTargetClass(application, name);
            if (type == null || application.getBeanDefinition(name).isAbstract()) {
                continue;
            }
            Set<java.lang.reflect.Method> methods = MethodIntrospector.selectMethods(type,
                    (java.lang.reflect.Method method) -> AnnotatedElementUtils.hasAnnotation(method, Tool.class));
            methods.forEach(method -> context.registerBean("tool " + name + "." + method.getName(), ContextTool.class,
                    () -> new AnnotatedTool(() -> application.getBean(name), method)));
        }
    }

    /** A part of the runtime, such as {@link Conversations} or {@code LongTermMemory}. */
    public <T> T get(Class<T> part) {
        return context.getBean(part);
    }

    AgentServices services() {
        return new AgentServices(get(Conversations.class), get(ConversationLog.class), get(Ingestion.class), get(EmbeddingService.class), get(Tenancy.class),
                get(AgentDefaults.class).systemPrompt());
    }

    @Override
    public void close() {
        context.close();
    }
}
