package palimpsest.starter;

import java.util.function.UnaryOperator;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import palimpsest.agent.AiService;
import palimpsest.agent.PalimpsestAgent;
import palimpsest.agent.PalimpsestAiService;

/** Makes beans of the interfaces with {@link PalimpsestAiService} in the application's packages. */
final class AiServiceRegistrar implements ImportBeanDefinitionRegistrar, BeanFactoryAware, EnvironmentAware {

    private BeanFactory beans;
    private Environment environment;

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beans = beanFactory;
    }

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        if (!AutoConfigurationPackages.has(beans)) {
            return;
        }
        var scanner = new ClassPathScanningCandidateComponentProvider(false, environment) {
            @Override
            protected boolean isCandidateComponent(AnnotatedBeanDefinition found) {
                return found.getMetadata().isInterface() && found.getMetadata().isIndependent();
            }
        };
        scanner.addIncludeFilter(new AnnotationTypeFilter(PalimpsestAiService.class));
        for (String root : AutoConfigurationPackages.get(beans)) {
            for (BeanDefinition found : scanner.findCandidateComponents(root)) {
                register(ClassUtils.resolveClassName(found.getBeanClassName(), getClass().getClassLoader()), registry);
            }
        }
    }

    private <T> void register(Class<T> type, BeanDefinitionRegistry registry) {
        UnaryOperator<String> placeholders = environment::resolveRequiredPlaceholders;
        var definition = new RootBeanDefinition(type, () -> AiService.of(type, beans.getBean(PalimpsestAgent.Builder.class), placeholders));
        registry.registerBeanDefinition(StringUtils.uncapitalize(type.getSimpleName()), definition);
    }
}
