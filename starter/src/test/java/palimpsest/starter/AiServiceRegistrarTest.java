package palimpsest.starter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.core.OverridingClassLoader;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.mock.env.MockEnvironment;
import palimpsest.restarted.Weaver;

class AiServiceRegistrarTest {

    /** As Boot's developer tools do: the application's classes are loaded anew at each restart, those of its libraries once. */
    @Test
    void interfaces_are_those_of_the_applications_class_loader() throws Exception {
        ClassLoader restarted = new OverridingClassLoader(getClass().getClassLoader()) {
            @Override
            protected boolean isEligibleForOverriding(String className) {
                return className.startsWith("palimpsest.restarted.");
            }
        };
        var beans = new DefaultListableBeanFactory();
        beans.setBeanClassLoader(restarted);
        AutoConfigurationPackages.register(beans, "palimpsest.restarted");
        var registrar = new AiServiceRegistrar();
        registrar.setBeanFactory(beans);
        registrar.setEnvironment(new MockEnvironment());
        registrar.setResourceLoader(new DefaultResourceLoader(restarted));

        registrar.registerBeanDefinitions(AnnotationMetadata.introspect(AiServiceRegistrarTest.class), beans);

        Class<?> weaver = restarted.loadClass(Weaver.class.getName());
        assertThat(weaver).isNotSameAs(Weaver.class);
        assertThat(beans.getBeanNamesForType(weaver)).containsExactly("weaver");
        assertThat(beans.getBeanNamesForType(Weaver.class)).isEmpty();
    }
}
