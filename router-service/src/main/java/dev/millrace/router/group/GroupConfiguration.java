package dev.millrace.router.group;

import dev.millrace.boot.audit.AuditTrail;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.view.ReadModel;
import dev.millrace.store.outbox.Outbox;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Model groups: their table and API, and what requests look at. */
@Configuration(proxyBeanMethods = false)
public class GroupConfiguration {

    @Bean
    GroupView groupView() {
        return new GroupView();
    }

    @Bean
    ReadModel groupReader(Log log, GroupView groups) {
        return log.readModel(Topics.POLICIES, groups);
    }

    @Bean
    Loads loads(Clock clock) {
        return new Loads(clock);
    }

    @Bean
    LogPart loadReader(Log log, Loads loads) {
        return log.stage("loads", Topics.ATTEMPTS, Pace.GATHER, new AttemptListener(loads)::on);
    }

    @Bean
    GroupController groupController(
            JdbcClient database,
            Outbox outbox,
            PlatformTransactionManager transactions,
            AuditTrail audit,
            Clock clock) {
        GroupRepository repository = new GroupRepository(database);
        Groups groups =
                new Groups(repository, outbox, audit, new TransactionTemplate(transactions), clock);
        return new GroupController(groups, repository);
    }
}
