package palimpsest.starter;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.util.List;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.MapPropertySource;
import palimpsest.agent.AgentServices;
import palimpsest.agent.CallerContexts;
import palimpsest.agent.Callers;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.runtime.conversation.AgentDefaults;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.conversation.ConversationDocuments;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.wiring.RetrievalConfiguration;
import palimpsest.runtime.wiring.RuntimeConfiguration;
import palimpsest.tools.spi.ContextTool;

/**
 * The engine in a context of its own below the application's: its many beans meet none of the application's by name or type, and yet see
 * them, so that a service that the application declares takes the place of ours.
 */
public final class RuntimeContext implements AutoCloseable {

    private final AnnotationConfigApplicationContext context = new EngineContext();
    private final CallerContexts callerContexts = new CallerContexts();
    private final Callers callers = new Callers();

    /**
     * @param parts     of the engine, besides what it can't be without
     * @param beanTools whether methods with {@code @Tool} are offered
     * @throws WrongSettings when the application's settings can't be used, with all that are wrong
     */
    RuntimeContext(ConfigurableApplicationContext application, List<EnginePart> parts, boolean beanTools) {
        var surroundings = HostApplication.of(application);
        context.setParent(application);
        context.setDisplayName("palimpsest");
        context.setClassLoader(application.getClassLoader());
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("palimpsest in this application", surroundings.derived()));
        context.register(surroundings.database(), DatabaseAccess.class, RuntimeConfiguration.class, RetrievalConfiguration.class);
        parts.forEach(part -> context.register(part.configurations().toArray(Class<?>[]::new)));
        models(application.getBeanFactory());
        if (beanTools) {
            tools(application.getBeanFactory());
        }
        try {
            context.refresh();
        } catch (WrongSettings wrong) {
            throw wrong.and(surroundings.mistakes());
        } catch (BeansException follows) {
            throw surroundings.mistakes().isEmpty() ? follows : new WrongSettings(surroundings.mistakes(), follows);
        }
        if (!surroundings.mistakes().isEmpty()) {
            context.close();
            throw new WrongSettings(surroundings.mistakes(), null);
        }
    }

    private void models(ConfigurableListableBeanFactory application) {
        List<AgentModel> models = new ApplicationModels(application.getBeansOfType(ChatModel.class), application.getBeansOfType(StreamingChatModel.class)).all();
        models.forEach(model -> context.registerBean("model " + model.name(), AgentModel.class, () -> model));
    }

    private void tools(ConfigurableListableBeanFactory application) {
        List<AnnotatedTool> tools = AnnotatedTools.of(application, callerContexts);
        for (int i = 0; i < tools.size(); i++) {
            AnnotatedTool tool = tools.get(i);
            context.registerBean("tool " + i, ContextTool.class, () -> tool);
        }
    }

    /** A part of the runtime, such as {@link Conversations} or {@code LongTermMemory}. */
    public <T> T get(Class<T> part) {
        return context.getBean(part);
    }

    /** Whether there is such a part: one whose off switch is set, or whose libraries are missing, there is not. */
    public boolean has(Class<?> part) {
        return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(context, part).length > 0;
    }

    AgentServices services() {
        return new AgentServices(get(Conversations.class), get(Agents.class), get(ConversationDocuments.class), get(ConversationLog.class), get(Ingestion.class), get(EmbeddingService.class), get(Tenancy.class),
                get(AgentDefaults.class).systemPrompt(), callers, callerContexts);
    }

    /** Its events of being refreshed, stopped or closed are told to no listener of the application, which would take them for its own. */
    private static final class EngineContext extends AnnotationConfigApplicationContext {

        EngineContext() {
            super(new GatheringBeanFactory());
        }

        @Override
        protected void publishEvent(Object event, ResolvableType type) {
            if (event instanceof ApplicationContextEvent own && own.getApplicationContext() == this) {
                getBean(APPLICATION_EVENT_MULTICASTER_BEAN_NAME, ApplicationEventMulticaster.class).multicastEvent(own, type);
            } else {
                super.publishEvent(event, type);
            }
        }
    }

    /** Tells those who wait, then parks the runs that are worked on. */
    void stop() {
        callers.stop();
        if (context.isActive()) {
            context.stop();
        }
    }

    @Override
    public void close() {
        callers.close();
        context.close();
    }
}
