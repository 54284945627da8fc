package palimpsest.starter.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import tools.jackson.databind.json.JsonMapper;

/** Somebody's application, which writes down what it is like and ends. It knows nothing of Palimpsest. */
@SpringBootApplication
public class HostApplication {

    /** What its listeners are told of contexts; an embedded engine's is none of its. */
    private static final List<String> CONTEXT_EVENTS = new CopyOnWriteArrayList<>();
    private static final Set<String> OF_THE_MACHINE = Set.of("systemProperties", "systemEnvironment", "commandLineArgs", "server.ports", "applicationInfo", "Management Server", "Server");

    @Bean
    static ApplicationListener<ApplicationContextEvent> contextListener() {
        return event -> CONTEXT_EVENTS.add("context event " + event.getClass().getSimpleName());
    }

    /** @param arguments the file for the facts first */
    public static void main(String[] arguments) {
        var context = (ServletWebServerApplicationContext) SpringApplication.run(HostApplication.class, List.of(arguments).subList(1, arguments.length).toArray(String[]::new));
        LoggerFactory.getLogger(HostApplication.class).info("The host works");
        LoggerFactory.getLogger(HostApplication.class).debug("Nobody sees this");
        List<String> facts = facts(context);
        int status = SpringApplication.exit(context);
        facts.addAll(CONTEXT_EVENTS);
        try {
            Files.write(Path.of(arguments[0]), facts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.exit(status);
    }

    private static List<String> facts(ServletWebServerApplicationContext context) {
        var facts = new ArrayList<String>();
        for (var source : context.getEnvironment().getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> known && !OF_THE_MACHINE.contains(source.getName())) {
                for (String key : known.getPropertyNames()) {
                    facts.add("environment " + source.getName() + " " + key + "=" + known.getProperty(key));
                }
            }
        }
        new TreeMap<>(beans(context)).forEach((name, type) -> facts.add("bean " + name + " " + type));
        context.getBean(RequestMappingHandlerAdapter.class).getMessageConverters().forEach(converter -> facts.add("converter " + converter.getClass().getName()));
        facts.add("json " + context.getBean(JsonMapper.class).writeValueAsString(List.of(java.time.Instant.EPOCH, new TreeMap<>(java.util.Map.of("a", 1)))));
        facts.add("address " + context.getEnvironment().getProperty("server.address"));
        facts.add("virtual threads " + context.getEnvironment().getProperty("spring.threads.virtual.enabled"));
        facts.add("health groups " + context.getBean(org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups.class).getNames());
        var root = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        facts.add("level " + root.getLevel());
        root.iteratorForAppenders().forEachRemaining(appender -> facts.add("appender " + appender.getName() + " " + appender.getClass().getName()));
        return facts;
    }

    private static java.util.Map<String, String> beans(ConfigurableApplicationContext context) {
        var beans = new TreeMap<String, String>();
        for (String name : context.getBeanDefinitionNames()) {
            Class<?> type = context.getType(name);
            beans.put(name, type == null ? "?" : type.getName().replaceAll("\\$\\$.*|\\$Proxy\\d+", ""));
        }
        return beans;
    }
}
