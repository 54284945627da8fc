package palimpsest.starter;

import dev.langchain4j.agent.tool.Tool;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.MergedAnnotations;
import palimpsest.agent.CallerContexts;

/** The methods with {@code @Tool} of an application's beans. The annotation may stand on the method of an interface or of a class above. */
final class AnnotatedTools {

    private static final Logger log = LoggerFactory.getLogger(AnnotatedTools.class);

    private AnnotatedTools() {}

    /** All of them. No bean is made for it: a tool's bean is asked for at its first call. */
    static List<AnnotatedTool> of(ConfigurableListableBeanFactory beans, CallerContexts callers) {
        var tools = new ArrayList<AnnotatedTool>();
        for (String name : beans.getBeanDefinitionNames()) {
            // Of a scoped bean its proxy is called, which finds the one of the caller's request or session.
            if (beans.getBeanDefinition(name).isAbstract() || ScopedProxyUtils.isScopedTarget(name)) {
                continue;
            }
            methods(beans, name).forEach(method -> tools.add(new AnnotatedTool(() -> beans.getBean(name), method, callers)));
        }
        return tools;
    }

    /** None of a bean whose class can't be looked at: one of its optional libraries is missing. */
    private static Set<Method> methods(ConfigurableListableBeanFactory beans, String name) {
        try {
            Class<?> type = AutoProxyUtils.determineTargetClass(beans, name);
            if (type != null && ScopedObject.class.isAssignableFrom(type)) {
                type = AutoProxyUtils.determineTargetClass(beans, ScopedProxyUtils.getTargetBeanName(name));
            }
            return type == null ? Set.of() : new LinkedHashSet<>(MethodIntrospector.selectMethods(type, AnnotatedTools::annotated).values());
        } catch (RuntimeException | LinkageError e) {
            log.debug("No tools are looked for in the bean {}", name, e);
            return Set.of();
        }
    }

    /** The method that has the annotation itself; null without one. */
    private static Method annotated(Method method) {
        return MergedAnnotations.from(method, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY).get(Tool.class).getSource() instanceof Method source ? source : null;
    }
}
