package palimpsest.runtime.server;

import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.resource.OAuth2ResourceServerConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import palimpsest.memory.audit.AuditLog;
import palimpsest.memory.key.ApiKeys;
import palimpsest.runtime.conversation.Tenancy;
import palimpsest.runtime.api.security.AccessRules;
import palimpsest.runtime.api.security.ApiKeyFilter;
import palimpsest.runtime.api.security.AuditFilter;
import palimpsest.runtime.api.security.BodyLimit;
import palimpsest.runtime.api.security.CallerTenancy;
import palimpsest.runtime.api.security.OwnMachine;
import palimpsest.runtime.api.security.PageHeaders;
import palimpsest.runtime.api.security.RateFilter;
import palimpsest.runtime.api.security.ReadableRequest;
import palimpsest.runtime.api.security.Refusals;
import palimpsest.runtime.api.security.RequestIdFilter;
import palimpsest.runtime.api.security.RequestRates;
import palimpsest.runtime.api.security.TenantFilter;
import palimpsest.runtime.api.security.TokenCallers;
import palimpsest.runtime.wiring.ConfigurationMistake;
import palimpsest.runtime.wiring.PalimpsestProperties;
import palimpsest.runtime.wiring.SecurityProperties.Mode;
import palimpsest.runtime.wiring.SecurityProperties;
import tools.jackson.databind.json.JsonMapper;

/** Security of the HTTP doors. Callers prove themselves by a header only, so that no foreign page can do it for them: there is no CSRF to guard against. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class WebSecurityConfiguration {

    @Bean
    Tenancy tenancy(SecurityProperties security, PalimpsestProperties properties) {
        return security.on() ? new CallerTenancy() : properties::tenant;
    }

    @Bean
    Refusals refusals(JsonMapper json) {
        return new Refusals(json);
    }

    @Bean
    SecurityFilterChain securityFilterChain(HttpSecurity http, SecurityProperties security, ServerProperties server, ApiKeys keys, Refusals refusals,
                                            Tenancy tenancy, AuditLog audit, Clock clock) throws Exception {
        check(security, server.getAddress());
        http.csrf(AbstractHttpConfigurer::disable).logout(AbstractHttpConfigurer::disable).requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable).addHeaderWriter(new PageHeaders()).referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                        .withObjectPostProcessor(headersFirst()))
                .exceptionHandling(handling -> handling.authenticationEntryPoint(refusals).accessDeniedHandler(refusals));
        if (security.on() && security.audit().enabled()) {
            http.addFilterAfter(new AuditFilter(audit::append, clock), HeaderWriterFilter.class);
        }
        http.addFilterBefore(new RequestIdFilter(), HeaderWriterFilter.class);
        http.addFilterAfter(new ReadableRequest(refusals), HeaderWriterFilter.class);
        http.addFilterAfter(new BodyLimit(security.maxBody(), refusals), HeaderWriterFilter.class);
        http.addFilterAfter(new TenantFilter(tenancy, security.on()), AuthorizationFilter.class);
        if (!security.on()) {
            return http.addFilterAfter(new OwnMachine(refusals, security.allowedHosts()), HeaderWriterFilter.class)
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll()).build();
        }
        AuthenticationEntryPoint refusal = limitRate(http, security.rate(), refusals);
        boolean tokens = security.mode().contains(Mode.OIDC);
        if (security.mode().contains(Mode.API_KEY)) {
            http.addFilterBefore(new ApiKeyFilter(keys, refusal, tokens), BearerTokenAuthenticationFilter.class);
        }
        if (tokens) {
            http.oauth2ResourceServer(resource -> tokens(resource, security.oidc(), refusal, refusals));
        }
        return http.authorizeHttpRequests(AccessRules::apply).build();
    }

    /** Headers stand before a request is handled: written after it, they would be written while another thread sends the events of an answer. */
    private static ObjectPostProcessor<HeaderWriterFilter> headersFirst() {
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends HeaderWriterFilter> O postProcess(O filter) {
                filter.setShouldWriteHeadersEagerly(true);
                return filter;
            }
        };
    }

    /** Gives what refuses those who prove nothing. */
    private static AuthenticationEntryPoint limitRate(HttpSecurity http, SecurityProperties.Rate rate, Refusals refusals) {
        if (rate.requestsPerMinute() == 0) {
            return refusals;
        }
        var filter = new RateFilter(new RequestRates(rate.requestsPerMinute()), refusals);
        http.addFilterBefore(filter, AuthorizationFilter.class);
        return filter;
    }

    private static void tokens(OAuth2ResourceServerConfigurer<HttpSecurity> resource, SecurityProperties.Oidc oidc, AuthenticationEntryPoint refusal,
                               Refusals refusals) {
        resource.authenticationEntryPoint(refusal).accessDeniedHandler(refusals)
                .bearerTokenResolver(ApiKeyFilter.tokensOnly())
                .jwt(jwt -> jwt.decoder(decoder(oidc)).jwtAuthenticationConverter(new TokenCallers(oidc.tenantClaim(), oidc.userClaim(), oidc.roleClaim(), oidc.operatorRole())));
    }

    /** Asks the provider for its keys at the first token, not at the start. */
    private static JwtDecoder decoder(SecurityProperties.Oidc oidc) {
        return new SupplierJwtDecoder(() -> {
            var decoder = oidc.jwkSetUri() != null ? NimbusJwtDecoder.withJwkSetUri(oidc.jwkSetUri()).build() : NimbusJwtDecoder.withIssuerLocation(oidc.issuerUri()).build();
            decoder.setJwtValidator(validator(oidc));
            return decoder;
        });
    }

    private static OAuth2TokenValidator<Jwt> validator(SecurityProperties.Oidc oidc) {
        List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>(List.of(new JwtTimestampValidator(oidc.clockSkew())));
        if (oidc.issuerUri() != null) {
            validators.add(new JwtIssuerValidator(oidc.issuerUri()));
        }
        if (oidc.audience() != null) {
            validators.add(new JwtAudienceValidator(oidc.audience()));
        }
        return new DelegatingOAuth2TokenValidator<>(validators);
    }

    /** @throws ConfigurationMistake when the server would be open to others without security, or the settings contradict each other */
    static void check(SecurityProperties security, InetAddress address) {
        if (!security.on() && (address == null || !address.isLoopbackAddress())) {
            throw new ConfigurationMistake("Without security the runtime serves this machine only, and server.address is "
                    + (address == null ? "not set" : address.getHostAddress()) + ". Set palimpsest.security.mode=api-key and make a key with "
                    + "./palimpsest keys create --tenant default --user YOU --role admin, or leave server.address at 127.0.0.1.");
        }
        if (security.on() && security.mode().contains(Mode.NONE)) {
            throw new ConfigurationMistake("palimpsest.security.mode can't be none and something else at once.");
        }
        if (security.rate().requestsPerMinute() < 0) {
            throw new ConfigurationMistake("palimpsest.security.rate.requests-per-minute is " + security.rate().requestsPerMinute()
                    + ": give a number of at least 1, or 0 for no limit.");
        }
        if (security.mode().contains(Mode.OIDC) && security.oidc().issuerUri() == null && security.oidc().jwkSetUri() == null) {
            throw new ConfigurationMistake("palimpsest.security.mode=oidc needs palimpsest.security.oidc.issuer-uri or .jwk-set-uri.");
        }
    }
}
