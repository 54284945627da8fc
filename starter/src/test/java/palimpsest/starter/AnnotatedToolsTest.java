package palimpsest.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import palimpsest.agent.CallerContexts;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;

class AnnotatedToolsTest {

    /** Whatever the tools here ask of it, they do not. */
    private static final ToolContext NO_CONVERSATION = (ToolContext) java.lang.reflect.Proxy.newProxyInstance(ToolContext.class.getClassLoader(), new Class<?>[] {ToolContext.class},
            (proxy, method, arguments) -> Optional.empty());

    interface Gauge {
        @Tool(name = "gauge", value = "Level of the mill race", metadata = "{\"idempotent\": true}")
        String level(@P("where") String where);
    }

    static class RaceGauge implements Gauge {
        @Override
        public String level(String where) {
            return "1.2 m at the " + where;
        }
    }

    static class Basket {
        private int things;

        @Tool("Puts something into the basket")
        public String put(@P("what") String what) {
            things++;
            return what + ", " + things + " in all";
        }
    }

    static class Wheel {
        @Tool("Turns the wheel")
        public String turn(@P("times") int times) {
            return times + " turns";
        }
    }

    static class LowerWheel extends Wheel {
        @Override
        public String turn(int times) {
            return super.turn(times) + " below";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Mill {
        @Bean
        static CustomScopeConfigurer scopes() {
            var scopes = new CustomScopeConfigurer();
            scopes.setScopes(Map.of("visit", new SimpleThreadScope()));
            return scopes;
        }

        @Bean
        RaceGauge gauge() {
            return new RaceGauge();
        }

        /** A proxy of interfaces, as of transactions and security with {@code proxyTargetClass=false}. */
        @Bean
        Gauge guarded() {
            return (Gauge) new ProxyFactory(new RaceGauge()).getProxy();
        }

        @Bean
        @Scope(scopeName = "visit", proxyMode = ScopedProxyMode.TARGET_CLASS)
        Basket basket() {
            return new Basket();
        }

        @Bean
        LowerWheel wheel() {
            return new LowerWheel();
        }
    }

    @Test
    void methods_of_interfaces_of_scoped_beans_and_of_classes_above_are_tools_once() {
        try (var mill = new AnnotationConfigApplicationContext(Mill.class)) {
            List<AnnotatedTool> tools = AnnotatedTools.of(mill.getBeanFactory(), new CallerContexts());

            assertThat(tools).extracting(AnnotatedTool::name).containsExactlyInAnyOrder("gauge", "gauge", "put", "turn");
            assertThat(tools).filteredOn(tool -> tool.name().equals("gauge")).allSatisfy(tool -> {
                assertThat(tool.idempotent()).isTrue();
                assertThat(tool.specification().parameters().properties()).containsOnlyKeys("where");
                assertThat(called(tool, Map.of("where", "upper sluice"))).contains("1.2 m at the upper sluice");
            });
            AnnotatedTool put = tool(tools, "put");
            assertThat(called(put, Map.of("what", "flour"))).contains("flour, 1 in all");
            assertThat(called(put, Map.of("what", "bran"))).contains("bran, 2 in all");
            assertThat(called(tool(tools, "turn"), Map.of("times", 3))).contains("3 turns below");
        }
    }

    private static AnnotatedTool tool(List<AnnotatedTool> tools, String name) {
        return tools.stream().filter(tool -> tool.name().equals(name)).findFirst().orElseThrow();
    }

    private static String called(AnnotatedTool tool, Map<String, Object> arguments) {
        return tool.execute(new ToolArguments(arguments), NO_CONVERSATION).toString();
    }
}
