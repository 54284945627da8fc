package palimpsest.starter;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import palimpsest.memory.database.Schema;
import palimpsest.memory.database.SchemaDataSource;
import palimpsest.memory.tenant.TenantDataSource;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.runtime.wiring.ConfigurationMistake;
import palimpsest.runtime.wiring.PalimpsestProperties;

/** The application's DataSource, with our tables in a schema of their own. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PalimpsestProperties.class)
class ApplicationDatabase {

    private static final String USUAL_SCHEMA = "palimpsest";

    @Bean
    @Primary
    DataSource palimpsestDataSource(ApplicationContext context, PalimpsestProperties properties) throws SQLException {
        BeanFactory application = context.getParent();
        DataSource dataSource = application.getBeanProvider(DataSource.class).getIfUnique();
        if (dataSource == null) {
            throw new ConfigurationMistake("The application has several DataSources: mark the one that Palimpsest shall use as @Primary, "
                    + "or give it a database of its own by palimpsest.database.url.");
        }
        try (var connection = dataSource.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            if (!product.equals("PostgreSQL")) {
                throw new ConfigurationMistake("The application's DataSource is " + product + ", and Palimpsest needs PostgreSQL 15 or later with pgvector: "
                        + "give it a database of its own by palimpsest.database.url.");
            }
        }
        String schema = properties.database().checkedSchema() == null ? USUAL_SCHEMA : properties.database().schema();
        Schema.migrate(dataSource, schema);
        // the application decides who asks: we work for all, each query says its tenant
        return new TenantDataSource(new SchemaDataSource(dataSource, schema), new TenantScope.All());
    }
}
