using System.Runtime.Versioning;
using Xunit;

// Each test starts servers and loads them; two at once would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

// Signals, /proc and setpriv.
[assembly: SupportedOSPlatform("linux")]
