package palimpsest.runtime.server;

import java.time.Duration;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import palimpsest.runtime.api.security.ErrorPage;
import palimpsest.runtime.api.security.PageHeaders;
import palimpsest.runtime.api.security.Refusals;
import palimpsest.runtime.api.security.ServerErrors;

/** What the web server lets through, and how it words what it does not. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@Import(ErrorPage.class)
public class WebServerConfiguration {

    /** Last, so that its valve is the innermost and words an error before the server's own does. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> ownErrors(Refusals refusals) {
        return factory -> {
            // Ids in a path (models, notes) may have slashes. An encoded one is part of a segment and never a separator.
            factory.addConnectorCustomizers(connector -> connector.setEncodedSolidusHandling("passthrough"));
            factory.addContextCustomizers(context -> {
                var host = (StandardHost) context.getParent();
                host.setErrorReportValveClass(ServerErrors.class.getName());
                host.getPipeline().addValve(new ServerErrors(refusals));
            });
        };
    }

    /** Files of the page whose names hold the hash of their content never change: a browser keeps them for good. */
    @Bean
    WebMvcConfigurer hashedFiles() {
        return new WebMvcConfigurer() {
            @Override
            public void addResourceHandlers(ResourceHandlerRegistry registry) {
                registry.addResourceHandler(PageHeaders.HASHED + "**").addResourceLocations("classpath:/META-INF/resources" + PageHeaders.HASHED)
                        .setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
            }
        };
    }

    @Bean
    HttpFirewall httpFirewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowUrlEncodedSlash(true);
        firewall.setAllowUrlEncodedPercent(true);
        return firewall;
    }

    @Bean
    RequestRejectedHandler requestRejectedHandler(Refusals refusals) {
        return refusals::rejected;
    }
}
