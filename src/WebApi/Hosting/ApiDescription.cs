using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>OpenAPI 3.1 at <c>/openapi/v1.json</c> and a readable reference at <c>/docs</c>.</summary>
internal static class ApiDescription
{
    private const string SecurityScheme = "apiKey";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer(DescribeAsync);
        options.AddOperationTransformer(SecureAsync);
    });

    public static IEndpointRouteBuilder MapApiDescription(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi().ExcludeFromDescription();
        app.MapScalarApiReference("/docs", options =>
        {
            options.Title = "GmailPlatform API";
            options.DefaultFonts = false;
            options.Telemetry = false;
            options.WithNonce();
            // What these lead to lives on somebody else's server.
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            options.HideClientButton = true;
            options.AddPreferredSecuritySchemes(SecurityScheme);
            options.Agent = new ScalarAgentOptions { Disabled = true };
        }).ExcludeFromDescription();
        return app;
    }

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info.Title = "GmailPlatform";
        document.Info.Description = "Holds people's Google OAuth grants for the Gmail API on behalf of applications, and works with their mail.";
        // Without this, the server URL would come from the request's Host header.
        document.Servers = [new OpenApiServer { Url = context.ApplicationServices.GetRequiredService<PublicAddress>().Of("/").TrimEnd('/') }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[SecurityScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "gp_<id>_<secret>",
            Description = "An API key of the tenant, or one that is bound to a grant: gpg_<id>_<secret>.",
        };
        return Task.CompletedTask;
    }

    private static Task SecureAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var policies = context.Description.ActionDescriptor.EndpointMetadata.OfType<Microsoft.AspNetCore.Authorization.AuthorizationPolicy>().ToList();
        if (policies.Any(policy => policy.AuthenticationSchemes.Contains(ApiKeyAuthentication.SchemeName)))
        {
            operation.Security ??= [];
            operation.Security.Add(new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(SecurityScheme, context.Document)] =
                    [.. policies.SelectMany(policy => policy.Requirements).OfType<PermissionRequirement>().Select(requirement => requirement.Permission)],
            });
        }

        return Task.CompletedTask;
    }
}
