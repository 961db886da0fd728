package dev.cadre.cli;

import picocli.CommandLine;

/** The commands that ask the API. */
public final class ApiCommands {

  private ApiCommands() {}

  /** Adds them to a program. */
  public static CommandLine addTo(CommandLine root, Surroundings here) {
    return root.addSubcommand(new PlanCommands(here))
        .addSubcommand(new GateCommands(here))
        .addSubcommand(agents(here))
        .addSubcommand(new CommandLine(new ToolCommands(here)).addSubcommand(new ToolTry(here)))
        .addSubcommand(new FormatCommands(here))
        .addSubcommand(new ModelList(here))
        .addSubcommand(new ProviderCommands(here))
        .addSubcommand(new DocumentCommands(here))
        .addSubcommand(new CredentialCommands(here))
        .addSubcommand(new AuditCommands(here))
        .addSubcommand(new UserCommands(here))
        .addSubcommand(new KeyCommands(here))
        .addSubcommand(
            new CommandLine(new TenantCommands(here)).addSubcommand(new ModelCommands(here)));
  }

  private static CommandLine agents(Surroundings here) {
    return new CommandLine(new AgentCommands(here))
        .addSubcommand(new AgentTry(here))
        .addSubcommand(new ActivateCommand(here))
        .addSubcommand(new DeactivateCommand(here))
        .addSubcommand(new ActivationList(here))
        .addSubcommand(new MetricsList(here));
  }
}
