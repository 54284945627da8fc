package palimpsest.starter;

import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Access to the runtime's own tables, ahead of the application's beans of these types. */
@Configuration(proxyBeanMethods = false)
class DatabaseAccess {

    @Bean
    @Primary
    JdbcTransactionManager palimpsestTransactionManager(DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }

    @Bean
    @Primary
    TransactionTemplate palimpsestTransaction(JdbcTransactionManager manager) {
        return new TransactionTemplate(manager);
    }

    @Bean
    @Primary
    JdbcTemplate palimpsestJdbcTemplate(DataSource dataSource) {
        return new JdbcTemplate(dataSource);
    }

    @Bean
    @Primary
    JdbcClient palimpsestJdbcClient(JdbcTemplate jdbc) {
        return JdbcClient.create(jdbc);
    }
}
