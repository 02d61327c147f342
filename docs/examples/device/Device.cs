using Microsoft.Azure.Devices.Client;
using var device = DeviceClient.CreateFromConnectionString(File.ReadAllText("hub-state/connection-string.txt").Trim(), TransportType.Amqp_Tcp_Only);
await device.OpenAsync();
await device.SendEventAsync(new Message("{\"temperature\": 21.5}"u8.ToArray()));
Console.WriteLine("the hub has it");
await device.CloseAsync();
