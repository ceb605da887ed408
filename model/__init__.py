"""The network for lines of print, made from Tesseract's trained data: ``make model``. Not part of the package.

``vie.traineddata`` is what Tesseract's project trained; what comes out is the same network for ONNX Runtime, with its
letters and the words of its dictionary beside it, in ``certcopy/ocr/models/vie.onnx``.
"""
