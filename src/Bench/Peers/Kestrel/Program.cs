using Microsoft.Extensions.FileProviders;

// Kestrel's static files, as the documentation has them, without a line for each request: kestrel PORT FOLDER
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{args[0]}");
WebApplication app = builder.Build();
using PhysicalFileProvider files = new(args[1]);
app.UseStaticFiles(new StaticFileOptions { FileProvider = files, ServeUnknownFileTypes = true });
await app.RunAsync();
